/**
 * Writes docs/openapi.json, the documentation of the credit-score example's API. A test compares it
 * with the program.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { loadProject } from '../src/project/load-project.ts'
import { buildApp } from '../src/http/build-app.ts'
import type { ServerServices, ServingServices } from '../src/http/platform-services.ts'
import { readSettings } from '../src/base/settings/settings.ts'

const root = join(import.meta.dirname, '..')

/** Returns the document of a project, from a server whose routes have no services. */
export async function createOpenApiDocument(folder: string): Promise<object> {
  const { project } = await loadProject(join(root, folder))
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const serving: Partial<ServingServices> = { project, uploadFolder: join(root, 'dist', 'uploads') }
  const described: Partial<ServerServices> = {
    site: project,
    serving: serving as ServingServices,
    settings: readSettings({}),
    version,
    log: pino({ level: 'silent' }),
    webRoot: null,
    registry: {} as ServerServices['registry'],
  }
  const app = await buildApp(described as ServerServices)
  const document = app.swagger()
  await app.close()
  return document
}

/** Returns the document in its committed form. */
export async function createExampleDocument(): Promise<string> {
  return `${JSON.stringify(await createOpenApiDocument('examples/credit-score'), null, 1)}\n`
}

if (import.meta.main) writeFileSync(join(root, 'docs/openapi.json'), await createExampleDocument())
