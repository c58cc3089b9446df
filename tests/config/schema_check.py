"""Checks the corpus against the JSON Schemas: what is good must fit them, what is bad must not, and what lies in
bad/beyond-schema must fit (a schema cannot tell; the reader does).  schema_check.py SCHEMA_DIR CORPUS_DIR"""

import json
import pathlib
import re
import sys

import jsonschema

COMMENT_OR_TEXT = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', re.DOTALL)


def refuse_constant(name):
    raise ValueError(name + " is not JSON")


def load(path, comments):
    """The document, or None if it is no JSON."""
    try:
        text = path.read_bytes().decode("utf-8")
        if comments:
            text = COMMENT_OR_TEXT.sub(lambda m: m[0] if m[0].startswith('"') else " ", text)
        return {"document": json.loads(text, parse_constant=refuse_constant)}
    except ValueError:
        return None


def check(kind, schemas, corpus):
    schema = json.loads((schemas / f"{kind}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    counts = {"good": 0, "bad": 0}
    wrong = []
    for path in sorted((corpus / kind).rglob("*.json")):
        loaded = load(path, comments=kind == "settings")
        fault = "is not JSON"
        if loaded is not None:
            error = next(validator.iter_errors(loaded["document"]), None)
            fault = error.message[:200] if error else None
        counts["bad" if "bad" in path.parts else "good"] += 1
        should_fit = "bad" not in path.parts or "beyond-schema" in path.parts
        if should_fit and fault:
            wrong.append(f"{path}: should fit the schema: {fault}")
        if not should_fit and not fault:
            wrong.append(f"{path}: should not fit the schema")
    return counts, wrong


def main():
    schemas, corpus = map(pathlib.Path, sys.argv[1:3])
    failed = False
    for kind in ("feed", "settings"):
        counts, wrong = check(kind, schemas, corpus)
        print(f"{kind}: {counts['good']} good, {counts['bad']} bad, {len(wrong)} wrong")
        for line in wrong:
            print(line)
        failed = failed or bool(wrong) or not counts["good"] or not counts["bad"]
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
