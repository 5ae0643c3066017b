a = {{inputs}} * {{outputs}} + {{outputs}}
b = {{inputs}} * {{outputs}}
c = 4 * {{hidden}} + {{hidden}} + {{hidden}} * 3 + 3
d = 64 * 32 + 32 + 32 * 32 + 32 + 32 * 10 + 10
