// Asks the address that is named; exit code 1 unless it answers 200. For health checks of containers.
const { status } = await fetch(process.argv[2] ?? '')
process.exitCode = status === 200 ? 0 : 1
