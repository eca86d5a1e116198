/** Characters of a preview. */
const maxPreview = 1000

type Role = 'user' | 'assistant'

/**
 * Returns the first characters of an input or output for lists: of a chat the text of the last
 * message of the role, else the JSON itself.
 * @param text JSON, or null if there is none
 */
export function previewOf(text: string | null, role: Role): string | null {
  if (text === null) return null
  const content = chatText(text, role) ?? text
  const characters = content.length > maxPreview ? Array.from(content.slice(0, 2 * maxPreview)) : []
  return characters.length > maxPreview ? `${characters.slice(0, maxPreview - 3).join('')}...` : content
}

function chatText(text: string, role: Role): string | null {
  if (!text.startsWith('{')) return null
  try {
    const messages = messagesOf(JSON.parse(text) as unknown)
    const last = messages.findLast((message) => message.role === role) ?? messages.at(-1)
    return last === undefined ? null : textOf(last.content)
  } catch {
    return null // it is no JSON, and shown as it is
  }
}

interface Message {
  readonly role: unknown
  readonly content: unknown
}

/** Returns the messages of a request or a response of a chat, in the forms of OpenAI's API. */
function messagesOf(value: unknown): readonly Message[] {
  if (!isObject(value)) return []
  const { messages, choices, input, output, request } = value
  if (Array.isArray(messages)) return messages.filter(isMessage)
  const [choice] = Array.isArray(choices) ? (choices as unknown[]) : []
  if (isObject(choice) && isMessage(choice['message'])) return [choice['message']]
  if (Array.isArray(input)) return input.filter(isMessage)
  if (Array.isArray(output)) return output.filter(isMessage)
  return isObject(request) && request !== value ? messagesOf(request) : []
}

/** Returns the text of the content of a message, which is a text or a list of parts. */
function textOf(content: unknown): string | null {
  if (typeof content === 'string') return content === '' ? null : content
  if (!Array.isArray(content)) return null
  for (const part of content as unknown[])
    if (isObject(part) && typeof part['text'] === 'string' && part['text'] !== '') return part['text']
  return null
}

function isMessage(value: unknown): value is Message {
  return isObject(value) && 'role' in value && 'content' in value
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
