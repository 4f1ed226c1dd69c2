"""Content digests."""

import hashlib
import json


def digest(content: object) -> str:
    """`sha256:` and the hex digest of the canonical JSON of text, lists and mappings."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()
