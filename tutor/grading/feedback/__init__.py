"""Feedback: names the known mistake behind what a learner's own run did."""
