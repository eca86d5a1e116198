import { useState } from 'react'
import { DateField } from '../../components/form/date-field.tsx'
import { Dialog } from '../../components/form/dialog.tsx'
import { DialogActions } from '../../components/form/dialog-actions.tsx'
import { Field } from '../../components/form/field.tsx'
import { Form } from '../../components/form/form.tsx'
import { SecretOnce } from '../../components/form/secret-once.tsx'
import { type NewKeyInfo, type Scope, scopeNames, scopes as scopeTexts } from 'lapidary/client'
import type { Message } from '../../lib/i18n/use-message.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { fieldMessages, isInFields } from '../../lib/use-entry.ts'
import { commonTexts } from '../../texts/common.ts'
import { useCreateKey } from './queries.ts'
import { keysTexts } from './texts.ts'

interface CreateKeyDialogProps {
  readonly onDone: (message: Message) => void
  readonly onClose: () => void
}

const shown = { name: true, scopes: true, expires_at: true }

/** Creates a key, which is then shown once. */
export function CreateKeyDialog({ onDone, onClose }: CreateKeyDialogProps) {
  const { t } = useTexts()
  const create = useCreateKey()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<ReadonlySet<Scope>>(new Set(['predict']))
  const [day, setDay] = useState('')
  const [problems, setProblems] = useState<{ readonly name?: string; readonly scopes?: string }>({})
  const refused = fieldMessages(create.error)
  const submit = (): void => {
    const found = {
      ...(name.trim() === '' && { name: t(keysTexts.missingName) }),
      ...(scopes.size === 0 && { scopes: t(keysTexts.missingScopes) }),
    }
    setProblems(found)
    if (Object.keys(found).length > 0) return
    const until = day === '' ? {} : { expires_at: endOfDay(day) }
    const succeeded = (key: NewKeyInfo): void => onDone((now) => now.t(keysTexts.created, { name: key.name }))
    create.mutate({ name: name.trim(), scopes: [...scopes], ...until }, { onSuccess: succeeded })
  }
  if (create.data !== undefined) return <CreatedKey created={create.data} onClose={onClose} />
  return (
    <Dialog title={t(keysTexts.create)} onClose={onClose}>
      <Form
        error={create.error}
        isErrorInFields={isInFields(refused, shown)}
        problems={problems}
        onSubmit={submit}
        actionsClass="row end"
        actions={
          <DialogActions busy={create.isPending} onCancel={onClose}>
            {t(keysTexts.go)}
          </DialogActions>
        }
      >
        <NameField name={name} error={problems.name ?? refused['name']} onChange={setName} />
        <ScopeChoices chosen={scopes} error={problems.scopes ?? refused['scopes']} onChange={setScopes} />
        <DateField
          label={t(keysTexts.lastDay)}
          hint={t(keysTexts.lastDayHint)}
          error={refused['expires_at']}
          name="expires"
          day={day}
          onChange={setDay}
        />
      </Form>
    </Dialog>
  )
}

function CreatedKey({ created, onClose }: { readonly created: NewKeyInfo; readonly onClose: () => void }) {
  const { t } = useTexts()
  return (
    <SecretOnce
      title={t(keysTexts.createdTitle, { name: created.name })}
      secret={created.key}
      onClose={onClose}
    >
      {t(keysTexts.shownOnce)}
    </SecretOnce>
  )
}

interface NameFieldProps {
  readonly name: string
  readonly error: string | undefined
  readonly onChange: (name: string) => void
}

function NameField({ name, error, onChange }: NameFieldProps) {
  const { t } = useTexts()
  return (
    <Field label={t(commonTexts.name)} hint={t(keysTexts.nameHint)} error={error}>
      {(input) => (
        <input
          {...input}
          name="name"
          autoComplete="off"
          maxLength={100}
          value={name}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

interface ScopeChoicesProps {
  readonly chosen: ReadonlySet<Scope>
  readonly error: string | undefined
  readonly onChange: (chosen: ReadonlySet<Scope>) => void
}

function ScopeChoices({ chosen, error, onChange }: ScopeChoicesProps) {
  const { t } = useTexts()
  const toggle = (scope: Scope): void => {
    const next = new Set(chosen)
    if (!next.delete(scope)) next.add(scope)
    onChange(next)
  }
  return (
    <fieldset className="field">
      <legend>{t(keysTexts.scopes)}</legend>
      {scopeNames.map((scope) => (
        <label key={scope} className="check">
          <input
            type="checkbox"
            name={`scope-${scope}`}
            checked={chosen.has(scope)}
            aria-invalid={error !== undefined || undefined}
            aria-describedby={error === undefined ? undefined : 'scopes-error'}
            onChange={() => toggle(scope)}
          />
          <span>
            <strong>{t(scopeTexts[scope].title)}</strong>{' '}
            <span className="soft">{t(scopeTexts[scope].description)}</span>
          </span>
        </label>
      ))}
      {error !== undefined && (
        <p className="field-error" id="scopes-error">
          {error}
        </p>
      )}
    </fieldset>
  )
}

/** The last moment of a day, where the reader is. */
function endOfDay(day: string): string {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + 1, 0, 0, 0, -1).toISOString()
}
