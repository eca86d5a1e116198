import { useEffect, useRef, type FormEvent, type ReactNode, type RefObject } from 'react'
import { ProblemBanner } from '../problem-banner.tsx'

interface FormProps {
  /** Why the last attempt failed; null while it has not. */
  readonly error?: Error | null
  /** The error is shown beside the fields that it is about. */
  readonly isErrorInFields?: boolean
  /** What the page itself found wrong, by field: a new object for each attempt. */
  readonly problems?: Readonly<Record<string, unknown>>
  /** Shown in place of the error's own message. */
  readonly message?: ReactNode
  readonly onSubmit: () => void
  /** The buttons. */
  readonly actions: ReactNode
  readonly actionsClass?: string
  readonly className?: string
  readonly label?: string
  readonly children?: ReactNode
}

const noProblems = {}

/**
 * A form whose failed attempt cannot be overlooked: the message stands beside the buttons, and it,
 * or the first wrong field, is scrolled to and gets the focus.
 */
export function Form(props: FormProps) {
  const { error = null, isErrorInFields = false, problems = noProblems, message, children } = props
  const form = useRef<HTMLFormElement>(null)
  useRevealedProblem(form, error)
  useRevealedProblem(form, Object.keys(problems).length > 0 ? problems : null)
  return (
    <form
      ref={form}
      className={props.className ?? 'stack'}
      aria-label={props.label}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        props.onSubmit()
      }}
    >
      {children}
      {message ?? (error !== null && !isErrorInFields && <ProblemBanner error={error} />)}
      <div className={props.actionsClass ?? 'row'}>{props.actions}</div>
    </form>
  )
}

/**
 * Scrolls to what is wrong inside an element and focuses it, each time that `problem` changes to
 * something.
 */
export function useRevealedProblem(container: RefObject<HTMLElement | null>, problem: object | null): void {
  useEffect(() => {
    if (problem === null) return
    const wrong =
      container.current?.querySelector<HTMLElement>('[aria-invalid="true"]') ??
      container.current?.querySelector<HTMLElement>('[role="alert"]')
    wrong?.focus({ preventScroll: true })
    wrong?.scrollIntoView({ block: 'center' })
  }, [container, problem])
}
