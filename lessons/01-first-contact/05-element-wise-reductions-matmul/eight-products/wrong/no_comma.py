"""A shape with one axis is written ({{rows}},)"""

a = ({{rows}}, {{columns}})  # ({{rows}}, {{inner}}) @ ({{inner}}, {{columns}})
b = "error"  # ({{rows}}, {{inner}}) @ ({{rows}}, {{inner}})
c = ({{rows}}, {{rows}})  # ({{rows}}, {{inner}}) @ ({{rows}}, {{inner}}).T
d = ()  # ({{columns}},) @ ({{columns}},)
e = {{rows}}  # ({{rows}}, {{inner}}) @ ({{inner}},)
f = ({{inner}}, {{others}})  # ({{inner}}, 1) @ (1, {{others}})
g = ({{batch}}, {{rows}}, {{columns}})  # ({{batch}}, {{rows}}, {{inner}}) @ ({{inner}}, {{columns}})
h = "error"  # ({{batch}}, {{rows}}, {{inner}}) @ ({{others}}, {{inner}}, {{columns}})
