import torch


def together(left, right):
    try:
        return (torch.zeros(left) + torch.zeros(right)).shape
    except RuntimeError:
        return "error"


a = together(({{p}}, 1), ({{q}},))
b = together(({{r}}, {{p}}), ({{p}},))
c = together(({{r}}, {{p}}), ({{r}},))
d = together(({{r}}, {{p}}), ({{r}}, 1))
e = together(({{s}}, 1, {{q}}), ({{p}}, 1))
f = together(({{n}}, 1), ({{n}},))
g = together(({{q}},), ())
h = together(({{batch}}, {{p}}, {{side}}, {{side}}), ({{p}},))
i = together(({{batch}}, {{p}}, {{side}}, {{side}}), ({{p}}, 1, 1))
j = together(({{t}}, {{q}}), ({{t}}, {{q}}, 1))
