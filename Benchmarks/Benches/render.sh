#!/usr/bin/env bash
# A mail of 24 KB for one person, from the text of their row on.
# tools: RenderBench
# databases: sqlite
exec "$BENCH_TOOLS/RenderBench" --json
