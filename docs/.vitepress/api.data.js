import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const named = String.raw`(?:class|interface|enum|record|@interface) (\w+)`

// The public types of a package, of its sources: those of files, and what they contain that is public.
function typesOf(folder) {
  const types = []
  for (const file of readdirSync(folder).filter(name => name.endsWith('.java')).sort()) {
    const lines = readFileSync(resolve(folder, file), 'utf8').split('\n')
    const outer = lines.find(line => new RegExp(`^public .*?\\b${named}`).test(line))
    if (!outer) continue
    const name = file.replace('.java', '')
    types.push(name)
    // what stands in an interface is public without the word
    const inner = new RegExp(/\binterface /.test(outer) ? `^ {4}(?!private |\\*|//)[a-z@ -]*?\\b${named}` : `^ {4}public [a-z -]*?\\b${named}`)
    for (const line of lines) {
      const found = line.match(inner)
      if (found) types.push(`${name}.${found[1]}`)
    }
  }
  return types
}

// The public types by package, of all modules that are documented: those with a descriptor, whose exports they are.
function packages() {
  const found = []
  for (const module of readdirSync(root)) {
    const sources = resolve(root, module, 'src/main/java')
    const descriptor = resolve(sources, 'module-info.java')
    if (!existsSync(descriptor)) continue
    const text = readFileSync(descriptor, 'utf8')
    const name = text.match(/^(?:open )?module (\S+)/m)[1]
    for (const [, exported] of text.matchAll(/^\s*exports ([\w.]+);/gm)) {
      const folder = exported.replaceAll('.', '/')
      const types = typesOf(resolve(sources, folder))
        .map(type => ({ name: type, page: `/api/${module}/${name}/${folder}/${type}.html` }))
      found.push({ name: exported, artifact: `asyncio4j-${module}`, types })
    }
  }
  return found.sort((one, other) => rank(one) - rank(other)).filter(each => each.types.length > 0)
}

// The core first; all else as it comes.
function rank(each) {
  return each.artifact === 'asyncio4j-core' ? 0 : 1
}

export default {
  watch: ['../../*/src/main/java/module-info.java'],
  load: packages
}
