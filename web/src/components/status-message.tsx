interface StatusMessageProps {
  /** The message, or an empty text while there is none. */
  readonly children: string
}

/** Shows and announces the result of the last action. Takes no room while there is none. */
export function StatusMessage({ children }: StatusMessageProps) {
  return (
    <p role="status" className={children === '' ? 'visually-hidden' : 'done'}>
      {children}
    </p>
  )
}
