/**
 * Compiles every `*.as.ts` of src/ (AssemblyScript) to the `.wasm` beside it. A test compares the
 * committed files with the result. A kernel that needs further compiler options has them in a line
 * of its own: `// asc --enable threads`.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import asc from 'assemblyscript/asc'

const root = join(import.meta.dirname, '..')

/** Compiles every kernel. Returns the `.wasm` by its path from the root. */
export async function compileKernels(): Promise<ReadonlyMap<string, Uint8Array>> {
  const compiled = new Map<string, Uint8Array>()
  for (const source of globSync('src/**/*.as.ts', { cwd: root }).sort()) {
    const target = source.replace(/\.as\.ts$/, '.wasm')
    const own = /^\/\/ asc (.+)$/m.exec(readFileSync(join(root, source), 'utf8'))?.[1]?.split(' ') ?? []
    const options = ['--runtime', 'stub', '--importMemory', '--enable', 'simd', '-O3', '--noAssert', ...own]
    const { error, stderr } = await asc.main([source, '--baseDir', root, '--outFile', target, ...options], {
      writeFile: (_name, contents) => void compiled.set(target, contents as Uint8Array),
    })
    if (error !== null) throw new Error(`${source}: ${error.message}\n${stderr.toString()}`)
  }
  return compiled
}

if (import.meta.main) {
  for (const [path, bytes] of await compileKernels()) {
    writeFileSync(join(root, path), bytes)
    console.log(`${path}: ${bytes.length} bytes`)
  }
}
