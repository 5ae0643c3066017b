"""The missing size counts as 1"""

a = (3, 4)  # (3, 1) and (4,)
b = "error"  # (2, 3) and (3,)
c = "error"  # (2, 3) and (2,)
d = (2, 3)  # (2, 3) and (2, 1)
e = (5, 3, 4)  # (5, 1, 4) and (3, 1)
f = (32, 32)  # (32, 1) and (32,)
g = (4,)  # (4,) and ()
h = "error"  # (64, 3, 8, 8) and (3,)
i = (64, 3, 8, 8)  # (64, 3, 8, 8) and (3, 1, 1)
j = "error"  # (6, 4) and (6, 4, 1)
