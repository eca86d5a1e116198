import { useState, type ReactNode } from 'react'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { commonTexts } from '../../texts/common.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'

interface SecretOnceProps {
  readonly title: string
  readonly secret: string
  readonly onClose: () => void
  /** What it is for. */
  readonly children: ReactNode
}

/** Shows a secret that cannot be shown again. */
export function SecretOnce({ title, secret, onClose, children }: SecretOnceProps) {
  const { t } = useTexts()
  const [copied, setCopied] = useState(false)
  // Only pages of https or of this machine may write to the clipboard; else the text can be marked
  // and copied.
  const clipboard = navigator.clipboard as Clipboard | undefined
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{children}</p>
      <p>
        <code className="secret">{secret}</code>
      </p>
      <p role="status" className="visually-hidden">
        {copied && t(commonTexts.copied)}
      </p>
      <div className="row end">
        {clipboard !== undefined && (
          <Button onClick={() => void clipboard.writeText(secret).then(() => setCopied(true))}>
            {t(copied ? commonTexts.copied : commonTexts.copy)}
          </Button>
        )}
        <Button look="primary" onClick={onClose}>
          {t(commonTexts.done)}
        </Button>
      </div>
    </Dialog>
  )
}
