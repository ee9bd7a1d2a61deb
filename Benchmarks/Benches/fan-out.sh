#!/usr/bin/env bash
# A campaign goes out: take, gate, render, MIME, DKIM, SMTP to smtp-sink on the same machine, outcome recorded.
# tools: DeliveryBench
set -euo pipefail
messages=$((${BENCH_SECONDS%.*} * 2500))
for algorithm in rsa ed25519; do
    "$BENCH_TOOLS/DeliveryBench" fanout "$algorithm" --messages "$messages"
done
