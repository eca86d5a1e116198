import type { Socket } from 'node:net'

/** Connections whose request may take longer than REQUEST_TIMEOUT: `watchSender` watches it. */
const uploading = new WeakSet<Socket>()

/** Runs work while the request of a connection may take as long as it needs to arrive. */
export async function whileUploading<T>(socket: Socket, work: () => Promise<T>): Promise<T> {
  uploading.add(socket)
  try {
    return await work()
  } finally {
    uploading.delete(socket)
  }
}

/** Returns whether the timeout of a request does not apply to this connection now. */
export function isUploading(socket: Socket): boolean {
  return uploading.has(socket)
}
