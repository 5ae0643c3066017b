a = None  # ({{rows}}, {{inner}}) @ ({{inner}}, {{columns}})
b = None  # ({{rows}}, {{inner}}) @ ({{rows}}, {{inner}})
c = None  # ({{rows}}, {{inner}}) @ ({{rows}}, {{inner}}).T
d = None  # ({{columns}},) @ ({{columns}},)
e = None  # ({{rows}}, {{inner}}) @ ({{inner}},)
f = None  # ({{inner}}, 1) @ (1, {{others}})
g = None  # ({{batch}}, {{rows}}, {{inner}}) @ ({{inner}}, {{columns}})
h = None  # ({{batch}}, {{rows}}, {{inner}}) @ ({{others}}, {{inner}}, {{columns}})
