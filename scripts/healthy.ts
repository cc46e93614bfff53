// Asks the API of this container whether it can work; exit code 1 when it cannot.
const { status } = await fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`)
process.exitCode = status === 200 ? 0 : 1
