import { getOwn } from '../../base/own-property.ts'
import type { Tags } from './store.ts'

// MLflow stores prompts as registered models and versions that have a tag.

/** Tag of a registered model, and of each of its versions, that makes it a prompt. */
export const promptTag = 'mlflow.prompt.is_prompt'
/** Tag of a version with the text of the prompt. */
export const promptTextTag = 'mlflow.prompt.text'
/** Tag with the kind of a prompt, such as `chat`. */
const promptTypeTag = '_mlflow_prompt_type'

/** Returns whether tags make a registered model or a version a prompt. */
export function isPrompt(tags: Tags): boolean {
  return getOwn(tags, promptTag)?.toLowerCase() === 'true'
}

/** Returns the tags that people gave a prompt. */
export function ownTagsOfPrompt(tags: Tags): Tags {
  const internal = [promptTag, promptTextTag, promptTypeTag]
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !internal.includes(key)))
}
