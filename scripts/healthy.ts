// Requests the given URL; exit code 1 unless it answers 200. For container health checks.
const { status } = await fetch(process.argv[2] ?? '')
process.exitCode = status === 200 ? 0 : 1
