#!/bin/sh
# Stands in for Prisma's native schema engine, which would be downloaded at install time. `prisma generate` only asks
# that it exists; migrations run by the WASM engine at start. It fails, so that nothing that really needs it can seem to
# have worked.
echo "The native Prisma schema engine is not used here; migrations are applied when the server starts." >&2
exit 1
