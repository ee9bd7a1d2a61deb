#!/usr/bin/env bash
# A million people asleep in a journey; some of them wake and go on to the next wait.
# tools: DeliveryBench
set -euo pipefail
exec "$BENCH_TOOLS/DeliveryBench" transitions --due $((${BENCH_SECONDS%.*} * 6000))
