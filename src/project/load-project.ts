import { hash } from 'node:crypto'
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { findConfigFile } from '../base/files/config-file.ts'
import { isProject } from './define-project.ts'
import type { Project } from './project.ts'

/** A project and its absolute folder. */
export interface LoadedProject {
  readonly project: Project
  readonly folder: string
  /**
   * SHA-256 of the modules of the definition, without those of the program and of packages. Not set
   * if this process had loaded them before.
   */
  readonly sourceHash?: string | undefined
}

/**
 * Loads the definition in `folder`. Its import of `lapidary` resolves to the program that loads it,
 * so a project works in any folder and without its own install.
 *
 * @throws LapidaryError `no-project`, `bad-project`.
 */
export async function loadProject(folder: string): Promise<LoadedProject> {
  const absolute = resolve(folder)
  const file = findConfigFile(absolute)
  if (file === undefined) throw new LapidaryError('no-project', { folder: absolute })
  const entry = new URL(import.meta.url.endsWith('.ts') ? '../index.ts' : '../index.js', import.meta.url).href
  const program = new URL('..', import.meta.url).href
  const sources = new Map<string, string>()
  const hooks = registerHooks({
    resolve: (specifier, context, next) => next(specifier === 'lapidary' ? entry : specifier, context),
    load: (url, context, next) => {
      const loaded = next(url, context)
      const isOwn = url.startsWith('file:') && !url.startsWith(program) && !url.includes('/node_modules/')
      if (isOwn) sources.set(url, hash('sha256', String(loaded.source ?? '')))
      return loaded
    },
  })
  try {
    const module = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { default?: unknown }
    if (isProject(module.default))
      return { project: module.default, folder: absolute, sourceHash: hashSources(sources) }
  } catch (error) {
    if (error instanceof LapidaryError) throw error
    const problem = error instanceof Error ? error.message : String(error)
    throw new LapidaryError('bad-project', { project: absolute, problem }, { cause: error })
  } finally {
    hooks.deregister()
  }
  const problem = `${file} must end in: export default defineProject({ ... })`
  throw new LapidaryError('bad-project', { project: absolute, problem })
}

/**
 * Loads the definition again, in a process or thread that works for a server. The definition may
 * have changed on disk since the server loaded it: then it is rejected, so that the server never
 * works with two definitions.
 *
 * @param served `folder` and `sourceHash` of the project that the server loaded
 * @throws LapidaryError `definition-replaced`
 */
export async function loadServedProject({
  folder,
  sourceHash,
}: Pick<LoadedProject, 'folder' | 'sourceHash'>): Promise<LoadedProject> {
  const loaded = await loadProject(folder).catch((error: unknown) => {
    throw new LapidaryError('definition-replaced', { folder }, { cause: error })
  })
  if (sourceHash !== undefined && sourceHash !== loaded.sourceHash)
    throw new LapidaryError('definition-replaced', { folder })
  return loaded
}

/** Hashes the sources in sorted order, as modules load in any order. */
function hashSources(sources: ReadonlyMap<string, string>): string | undefined {
  if (sources.size === 0) return undefined
  const lines = Array.from(sources, ([url, source]) => `${url} ${source}`)
  return hash('sha256', lines.sort().join('\n'))
}
