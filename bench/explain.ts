import { processorMilliseconds } from './features.ts'
import { type Bench, key, load, type Row, startLapidary } from './kit.ts'

const rowsPerRequest = 100
const seconds = 5

/** Predictions with reasons, in batches: the forest of the bench, explained in the server's thread. */
export async function benchExplain(bench: Bench): Promise<Row[]> {
  const server = await startLapidary(bench)
  try {
    const rows = Array.from({ length: rowsPerRequest }, (_, i) => ({
      Age: 20 + (i % 40),
      Annual_Income: 20_000 + 500 * i,
      Num_Bank_Accounts: i % 10,
      Interest_Rate: i % 34,
      Outstanding_Debt: 25 * i,
      Credit_Mix: ['Bad', 'Standard', 'Good'][i % 3],
    }))
    const path = '/v1/models/CreditScoreModel/predict?reasons=true'
    const request = { path, headers: { 'x-api-key': key }, body: JSON.stringify({ rows }) }
    await load(server.url, request, { connections: 1, seconds: 1 }) // starts the thread
    const before = processorMilliseconds(server.pid)
    const { perSecond, p99 } = await load(server.url, request, { connections: 1, seconds })
    const used = (processorMilliseconds(server.pid) - before) / (perSecond * seconds * rowsPerRequest)
    const value = `${used.toFixed(2)} ms of processor a row, p99 of a request ${p99} ms`
    return [{ what: `predict with reasons, batches of ${rowsPerRequest}, 1 connection`, value }]
  } finally {
    await server.stop()
  }
}
