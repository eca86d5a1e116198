/**
 * Events of MLflow's registry, with the data of the delivery that tests a webhook. MLflow's clients
 * accept these only.
 */
const mlflowEvents = {
  'registered_model.created': {
    name: 'example_model',
    tags: { example_key: 'example_value' },
    description: 'An example registered model',
  },
  'model_version.created': {
    name: 'example_model',
    version: '1',
    source: 'models:/123',
    run_id: 'abcd1234abcd5678',
    tags: { example_key: 'example_value' },
    description: 'An example model version',
  },
  'model_version_tag.set': {
    name: 'example_model',
    version: '1',
    key: 'example_key',
    value: 'example_value',
  },
  'model_version_tag.deleted': { name: 'example_model', version: '1', key: 'example_key' },
  'model_version_alias.created': { name: 'example_model', alias: 'example_alias', version: '1' },
  'model_version_alias.deleted': { name: 'example_model', alias: 'example_alias' },
  'prompt.created': {
    name: 'example_prompt',
    tags: { example_key: 'example_value' },
    description: 'An example prompt',
  },
  'prompt_version.created': {
    name: 'example_prompt',
    version: '1',
    template: 'Hello {{name}}!',
    tags: { example_key: 'example_value' },
    description: 'An example prompt version',
  },
  'prompt_tag.set': { name: 'example_prompt', key: 'example_key', value: 'example_value' },
  'prompt_tag.deleted': { name: 'example_prompt', key: 'example_key' },
  'prompt_version_tag.set': {
    name: 'example_prompt',
    version: '1',
    key: 'example_key',
    value: 'example_value',
  },
  'prompt_version_tag.deleted': { name: 'example_prompt', version: '1', key: 'example_key' },
  'prompt_alias.created': { name: 'example_prompt', alias: 'example_alias', version: '1' },
  'prompt_alias.deleted': { name: 'example_prompt', alias: 'example_alias' },
  // Accepted from clients, and never emitted: there are no budgets.
  'budget_policy.exceeded': {
    budget_policy_id: 'bp-abc123',
    budget_unit: 'USD',
    budget_amount: 100,
    current_spend: 105.5,
    duration_unit: 'MONTHS',
    duration_value: 1,
    target_scope: 'ENDPOINT',
    workspace: 'default',
    target_value: 'ep-abc123',
    window_start: 1_704_067_200_000,
  },
} as const

/** Events that only this program has. */
const ownEvents = {
  'model_version_alias.moved': {
    name: 'example_model',
    alias: 'champion',
    version: '2',
    previous_version: '1',
    by: 'user:ana',
    reason: 'better',
    rollback: false,
  },
  'gate.refused': {
    name: 'example_model',
    alias: 'champion',
    version: '2',
    by: 'user:ana',
    code: 'gate-refused',
    message: 'Version 2 is worse than version 1.',
  },
} as const

const examples = { ...mlflowEvents, ...ownEvents }

/** Entity and action of a change. */
export type WebhookEventName = keyof typeof examples

/** Every event that a webhook can subscribe to. */
export const webhookEventNames = Object.keys(examples) as readonly WebhookEventName[]

/** Returns whether a text is the name of an event. */
export function isWebhookEvent(name: string): name is WebhookEventName {
  return Object.hasOwn(examples, name)
}

/** Returns whether MLflow has this event as well. */
export function isMlflowEvent(name: string): boolean {
  return Object.hasOwn(mlflowEvents, name)
}

/** Returns the data of the delivery that tests a webhook. */
export function exampleOf(name: WebhookEventName): Readonly<Record<string, unknown>> {
  return examples[name]
}
