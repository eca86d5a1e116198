import type { Static } from 'typebox'
import { integer, nullable, object, text, time } from '../../../project/json-schema.ts'

export const auditInfo = object('Who changed what, or signed in.', {
  at: time('When.'),
  by: text('Id of the caller, or `command line`.', 'user:maria'),
  action: text('What was done.', 'user.disable'),
  subject: text('Whom or what it was about.', 'joao'),
  address: nullable(text('From where; null where that is not recorded.', '192.0.2.7')),
  count: integer('Number of times: repeated sign-ins within ten minutes are one item.', 1),
})
export type AuditInfo = Static<typeof auditInfo>
