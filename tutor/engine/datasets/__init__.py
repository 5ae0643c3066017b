"""Downloaded data sets: what there is to fetch, fetching it safely, and what is here."""
