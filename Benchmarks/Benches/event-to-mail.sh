#!/usr/bin/env bash
# From an event's HTTP request to the next hop's word for its mail: idle, at half load, while a campaign goes out.
# tools: DeliveryBench
set -euo pipefail
seconds=${BENCH_SECONDS%.*}
exec "$BENCH_TOOLS/DeliveryBench" latency --server "$SOJOURN" --seconds "$seconds" --pending $(((seconds + 20) * 4500))
