import { useId, useState, type DragEvent } from 'react'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { scoreFileTexts } from './texts.ts'

/** A place to drop a file, around the browser's own file input. */
export function FileDrop({
  onFile,
  again,
}: {
  readonly onFile: (file: File) => void
  readonly again: boolean
}) {
  const { t } = useTexts()
  const id = useId()
  const [over, setOver] = useState(false)
  const take = (files: FileList | null): void => {
    const file = files?.[0]
    if (file !== undefined) onFile(file)
  }
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files)
  }
  return (
    <div
      className="drop"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <label htmlFor={id} className="drop-label">
        {t(again ? scoreFileTexts.another : scoreFileTexts.drop)}
      </label>
      <input
        id={id}
        type="file"
        accept=".csv,.txt,.tsv,.gz,.parquet,.xlsx,text/csv"
        onChange={(event) => {
          take(event.target.files)
          event.target.value = '' // choosing the same file again is a change too
        }}
      />
    </div>
  )
}
