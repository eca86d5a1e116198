/**
 * Runs a minimal JSON API: `node:http`, the same schema compiled by ajv, and a fixed response of
 * the same form, without key, model or log. Arguments: the OpenAPI document of the running program,
 * the JSON pointer of the request's schema in it, and a file with the response.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Ajv2020 } from 'ajv/dist/2020.js'

const [documentFile = '', pointer = '', answerFile = ''] = process.argv.slice(2)
const document = JSON.parse(readFileSync(documentFile, 'utf8')) as { components: object }
const steps = pointer
  .split('/')
  .slice(1)
  .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
const schema = steps.reduce<unknown>(
  (node, step) => (node as Record<string, unknown>)[step],
  document,
) as object
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
const valid = ajv.compile({ ...schema, components: document.components })
const answer = readFileSync(answerFile, 'utf8')

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const ok = valid(JSON.parse(Buffer.concat(chunks).toString('utf8')))
    const body = ok ? answer : JSON.stringify({ errors: valid.errors })
    response.writeHead(ok ? 200 : 422, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    })
    response.end(body)
  })
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
process.once('SIGTERM', () => server.close(() => process.exit(0)).closeAllConnections())
