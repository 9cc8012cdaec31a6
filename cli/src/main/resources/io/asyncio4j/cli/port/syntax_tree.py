"""Writes the syntax tree of the Python program on standard input as JSON."""
import ast
import json
import sys


def plain(node):
    if isinstance(node, ast.AST):
        result = {"_": type(node).__name__}
        for name, value in ast.iter_fields(node):
            result[name] = plain(value)
        if hasattr(node, "lineno"):
            result["line"] = node.lineno
            result["end"] = getattr(node, "end_lineno", node.lineno)
        return result
    if isinstance(node, list):
        return [plain(each) for each in node]
    if node is None or isinstance(node, (bool, int, str)):
        return node
    if isinstance(node, float) and node == node and abs(node) != float("inf"):
        return node
    return {"_": "Other", "text": repr(node)}


source = sys.stdin.buffer.read()
try:
    tree = ast.parse(source)
except SyntaxError as e:
    json.dump({"_": "SyntaxError", "line": e.lineno, "message": e.msg}, sys.stdout)
else:
    json.dump(plain(tree), sys.stdout)
