import type { Page } from '../page.ts'
import type { LoggedModel, LoggedModelSearch, LoggedModelStatus, NewLoggedModel } from './logged-model.ts'

/** Stores logged models. Every change is one transaction. */
export interface LoggedModelStore {
  create(model: NewLoggedModel): Promise<void>
  /** Returns those of any lifecycle that exist, in any order. */
  getMany(ids: readonly string[]): Promise<readonly LoggedModel[]>
  /** @throws LapidaryError `bad-filter`, `bad-order`, `bad-cursor` */
  search(query: LoggedModelSearch): Promise<Page<LoggedModel>>
  /** @throws LapidaryError `logged-model-not-found` */
  setStatus(id: string, status: LoggedModelStatus, updatedAt: string): Promise<void>
  /** Marks it as deleted, whatever it was. @throws LapidaryError `logged-model-not-found` */
  delete(id: string, deletedAt: string): Promise<void>
  /** @throws LapidaryError `logged-model-not-found` */
  setTags(id: string, tags: Readonly<Record<string, string>>): Promise<void>
  /** @throws LapidaryError `logged-model-not-found`, `logged-model-tag-not-found` */
  deleteTag(id: string, key: string): Promise<void>
  /** Returns ids of those that were deleted, themselves or with their experiment, before a time. */
  listDeleted(before: string): Promise<readonly string[]>
  /** Removes a deleted one permanently. Returns false if it is not deleted any more. */
  purge(id: string): Promise<boolean>
  /**
   * Adds params; one that has the same value already stays.
   * @throws LapidaryError `logged-model-not-found`, `logged-model-param-changed`
   */
  addParams(id: string, params: Readonly<Record<string, string>>): Promise<void>
}
