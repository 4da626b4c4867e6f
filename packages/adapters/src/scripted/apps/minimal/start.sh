#!/bin/sh
# Starts the server on $PORT (8080 when it is not set).
cd "$(dirname "$0")" || exit 1
exec node server.mjs
