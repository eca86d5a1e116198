import { readProcessorMilliseconds } from './features.ts'
import { type Bench, key, load, type Row, startLapidary } from './kit.ts'

const rowsPerRequest = 100
const seconds = 5

/** Measures predictions with reasons by the benchmark's forest, in batches and alone. */
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
    const batch = await measure(server, rows)
    const alone = await measure(server, rows.slice(0, 1))
    return [
      { what: `predict with reasons, batches of ${rowsPerRequest}, 1 connection`, value: batch },
      { what: 'predict with reasons, a row at a time, 1 connection', value: alone },
    ]
  } finally {
    await server.stop()
  }
}

async function measure(
  { url, pid }: { readonly url: string; readonly pid: number },
  rows: readonly object[],
): Promise<string> {
  const path = '/v1/models/CreditScoreModel/predict?reasons=true'
  const request = { path, headers: { 'x-api-key': key }, body: JSON.stringify({ rows }) }
  await load(url, request, { connections: 1, seconds: 1 }) // starts the thread
  const before = readProcessorMilliseconds(pid)
  const { perSecond, p99 } = await load(url, request, { connections: 1, seconds })
  const used = (readProcessorMilliseconds(pid) - before) / (perSecond * seconds * rows.length)
  return `${used.toFixed(2)} ms of processor a row, p99 of a request ${p99} ms`
}
