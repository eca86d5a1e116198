import { useEffect, useState } from 'react'
import { getOwn, type Language, type ProjectInfo } from 'lapidary/client'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { keepWork, recallWork } from '../../../lib/session/kept-work.ts'
import { ownerOf } from '../../../lib/session/owner.ts'
import { useSession } from '../../../lib/queries.ts'
import { exampleEntries, inLanguage, type Entries } from './form.ts'

/** The form as this tab keeps it. */
interface KeptForm {
  readonly entity: string
  readonly entries: Entries
  readonly entered: readonly string[]
  /** Of the numbers in `entries`. */
  readonly language: Language
}

/**
 * What the form holds, kept in this tab across reload, sign-in and Back, with numbers as the page's
 * language writes them.
 */
export function useKeptEntries(fields: ProjectInfo['fields']) {
  const { language } = useTexts()
  const session = useSession().data
  const owner = session == null ? '' : ownerOf(session)
  const [kept] = useState(() => recallWork('case', owner) as KeptForm | null)
  const [entity, setEntity] = useState(kept?.entity ?? '')
  const [filled, setEntries] = useState<Entries>(() => {
    const typical = exampleEntries(fields, language)
    // The project may have changed since: only its own fields are taken.
    const own = Object.keys(typical).filter((name) => getOwn(kept?.entries ?? {}, name) !== undefined)
    const again = Object.fromEntries(own.map((name) => [name, getOwn(kept?.entries ?? {}, name) ?? null]))
    return kept === null ? typical : { ...typical, ...inLanguage(fields, again, kept.language, language) }
  })
  /**
   * Fields that a person has set, one by one or all at once; the others still hold typical values.
   */
  const [entered, setEntered] = useState<ReadonlySet<string>>(new Set(kept?.entered))
  const [written, setWritten] = useState(language)
  if (written !== language) {
    setWritten(language)
    setEntries(inLanguage(fields, filled, written, language))
  }
  useEffect(() => {
    if (written !== language || owner === '') return
    const form: KeptForm = { entity, entries: filled, entered: [...entered], language }
    keepWork('case', owner, form)
  }, [entity, filled, entered, language, written, owner])
  return { entity, setEntity, filled, setEntries, entered, setEntered }
}
