import type { LocalizedText } from './contract.ts'
import { useTexts } from './i18n/use-texts.tsx'
import { useProject } from './queries.ts'

/** Names for people of columns and classes; what the project does not name stays as it is. */
export function useNames(): { column(name: string, otherwise?: string): string; class(value: string): string } {
  const { local } = useTexts()
  const project = useProject().data
  const label = (found: { readonly label: LocalizedText } | undefined, name: string): string =>
    found === undefined ? name : local(found.label)
  return {
    column: (name, otherwise = name) =>
      label(
        project?.fields.find((field) => field.name === name),
        otherwise,
      ),
    class: (value) =>
      label(
        project?.target.classes.find((known) => known.value === value),
        value,
      ),
  }
}
