"""The missing size counts as 1"""

a = ({{p}}, {{q}})  # ({{p}}, 1) and ({{q}},)
b = "error"  # ({{r}}, {{p}}) and ({{p}},)
c = "error"  # ({{r}}, {{p}}) and ({{r}},)
d = ({{r}}, {{p}})  # ({{r}}, {{p}}) and ({{r}}, 1)
e = ({{s}}, {{p}}, {{q}})  # ({{s}}, 1, {{q}}) and ({{p}}, 1)
f = ({{n}}, {{n}})  # ({{n}}, 1) and ({{n}},)
g = ({{q}},)  # ({{q}},) and ()
h = "error"  # ({{batch}}, {{p}}, {{side}}, {{side}}) and ({{p}},)
i = ({{batch}}, {{p}}, {{side}}, {{side}})  # ({{batch}}, {{p}}, {{side}}, {{side}}) and ({{p}}, 1, 1)
j = "error"  # ({{t}}, {{q}}) and ({{t}}, {{q}}, 1)
