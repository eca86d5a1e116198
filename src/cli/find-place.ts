import { resolve } from 'node:path'
import { isDataFolder } from '../base/files/data-folder.ts'
import type { Settings } from '../base/settings/settings.ts'
import { type DataPlace, projectPlace } from '../platform/platform.ts'
import { trackingPlace } from '../platform/server/tracking-platform.ts'
import { findConfigFile } from '../base/files/config-file.ts'
import { type LoadedProject, loadProject } from '../project/load-project.ts'

/** The data folder that a command works on. */
export interface CommandPlace extends DataPlace {
  /** Null for the data folder of `lapidary tracking`. */
  readonly loaded: LoadedProject | null
}

/** Returns whether a folder is a data folder of `lapidary tracking`, and not a project. */
export function isTrackingFolder(folder: string): boolean {
  return findConfigFile(resolve(folder)) === undefined && isDataFolder(folder)
}

/**
 * Resolves the first argument of a command: the folder of a project, or a data folder of `lapidary
 * tracking`.
 *
 * @throws LapidaryError `no-project`, `bad-project`
 */
export async function findPlace(folder: string, settings: Settings): Promise<CommandPlace> {
  if (isTrackingFolder(folder)) return { ...trackingPlace(folder), loaded: null }
  const loaded = await loadProject(folder)
  return { ...projectPlace(loaded, settings), loaded }
}
