/**
 * Writes docs/openapi.json, the documentation of the credit-score example's API, and
 * docs/openapi-mlflow.json, that of MLflow's routes. Tests compare them with the program.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { loadProject } from '../src/project/load-project.ts'
import { buildApp } from '../src/http/build-app.ts'
import type { ServerServices, ServingServices } from '../src/http/platform-services.ts'
import { readSettings } from '../src/base/settings/settings.ts'

const root = join(import.meta.dirname, '..')

/** Documents by what they describe. */
interface Documents {
  readonly project: object
  readonly mlflow: object
}

/** Returns the documents of a project, from a server whose routes have no services. */
export async function createOpenApiDocuments(folder: string): Promise<Documents> {
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
  const documents = { project: app.swagger(), mlflow: app.mlflowSwagger() }
  await app.close()
  return documents
}

/** Returns the committed files by name. */
export async function createExampleDocuments(): Promise<Record<string, string>> {
  const { project, mlflow } = await createOpenApiDocuments('examples/credit-score')
  const text = (document: object): string => `${JSON.stringify(document, null, 1)}\n`
  return { 'openapi.json': text(project), 'openapi-mlflow.json': text(mlflow) }
}

if (import.meta.main) {
  for (const [name, text] of Object.entries(await createExampleDocuments()))
    writeFileSync(join(root, 'docs', name), text)
}
