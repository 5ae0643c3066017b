import torch


def product(left, right):
    try:
        return (torch.ones(left) @ right).shape
    except RuntimeError:
        return "error"


a = product(({{rows}}, {{inner}}), torch.ones({{inner}}, {{columns}}))
b = product(({{rows}}, {{inner}}), torch.ones({{rows}}, {{inner}}))
c = product(({{rows}}, {{inner}}), torch.ones({{rows}}, {{inner}}).T)
d = product(({{columns}},), torch.ones({{columns}}))
e = product(({{rows}}, {{inner}}), torch.ones({{inner}}))
f = product(({{inner}}, 1), torch.ones(1, {{others}}))
g = product(({{batch}}, {{rows}}, {{inner}}), torch.ones({{inner}}, {{columns}}))
h = product(({{batch}}, {{rows}}, {{inner}}), torch.ones({{others}}, {{inner}}, {{columns}}))
