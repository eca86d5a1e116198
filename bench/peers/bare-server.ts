/**
 * The least that a JSON API can do: `node:http`, the same schema compiled by ajv, and a fixed answer of the same form.
 * No key, no model, no log. Arguments: the OpenAPI document of the running program, and the name of the request schema.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Ajv2020 } from 'ajv/dist/2020.js'

const [documentFile = '', schemaName = ''] = process.argv.slice(2)
const document = JSON.parse(readFileSync(documentFile, 'utf8')) as { components: { schemas: Record<string, object> } }
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
const valid = ajv.compile({ ...document.components.schemas[schemaName], components: document.components })

const answer = JSON.stringify({
  credit_score: 'Standard',
  probabilities: { Poor: 0.30000000000000004, Standard: 0.4999999999999999, Good: 0.2 },
  model: 'CreditScoreModel',
  model_version: 1,
  prediction_id: '019aa3c2-6f3e-7d10-9c55-0b1f5e2a7c44',
  timestamp: '2026-11-21T12:00:00.000Z',
})

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const ok = valid(JSON.parse(Buffer.concat(chunks).toString('utf8')))
    const body = ok ? answer : JSON.stringify({ errors: valid.errors })
    response.writeHead(ok ? 200 : 422, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    response.end(body)
  })
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
process.once('SIGTERM', () => server.close(() => process.exit(0)).closeAllConnections())
