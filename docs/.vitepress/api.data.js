import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

// The public types by package, from the dumps of the API that a test holds against the code.
function packages() {
  const found = []
  for (const module of readdirSync(root)) {
    const folder = resolve(root, module, 'api')
    const descriptor = resolve(root, module, 'src/main/java/module-info.java')
    if (!existsSync(folder) || !existsSync(descriptor)) continue
    const named = readFileSync(descriptor, 'utf8').match(/^(?:open )?module (\S+)/m)[1]
    for (const file of readdirSync(folder).filter(name => name.endsWith('.api'))) {
      let current
      for (const line of readFileSync(resolve(folder, file), 'utf8').split('\n')) {
        const name = line.match(/^package (\S+)/)
        if (name) found.push(current = { name: name[1], types: [] })
        const type = line.match(/^\S.* (?:class|interface|enum|record|@interface) ([\w.$]+)/)
        if (type && current) {
          const simple = type[1].slice(current.name.length + 1).replaceAll('$', '.')
          current.types.push({ name: simple, page: `/api/${module}/${named}/${current.name.replaceAll('.', '/')}/${simple}.html` })
        }
      }
    }
  }
  return found.filter(each => each.types.length > 0)
}

export default {
  watch: ['../../*/api/*.api'],
  load: packages
}
