import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { defineConfig } from 'vitepress'

const repository = 'https://github.com/asyncio4j/asyncio4j'
const docs = resolve(import.meta.dirname, '..')
const root = resolve(docs, '..')

// A page's title is its first heading.
function title(page) {
  return readFileSync(resolve(docs, page), 'utf8').match(/^# (.*)$/m)[1]
}

// Pages come with the parts of the library that they tell of: what is not there has no place in the menu.
function items(...pages) {
  return pages.filter(page => existsSync(resolve(docs, page)))
    .map(page => ({ text: title(page), link: '/' + page.replace(/(index)?\.md$/, '') }))
}

// Sources, the README and the like are not part of the site: links to them lead into the repository.
function linksOutOfTheSite(md) {
  const render = md.renderer.rules.link_open ?? ((tokens, i, options, env, self) => self.renderToken(tokens, i, options))
  md.core.ruler.push('links-out', state => {
    for (const block of state.tokens) {
      for (const token of block.children ?? []) {
        const href = token.type === 'link_open' && token.attrGet('href')
        if (!href || /^([a-z]+:|#|\/)/.test(href)) continue
        const [path, anchor] = href.split('#')
        const target = resolve(dirname(resolve(docs, state.env.relativePath)), path)
        const outside = relative(docs, target).startsWith('..') || !target.endsWith('.md')
        if (outside) {
          const file = relative(root, target)
          if (!existsSync(target)) throw new Error(`${state.env.relativePath}: no such file: ${file}`)
          token.attrSet('href', `${repository}/blob/main/${file}${anchor ? '#' + anchor : ''}`)
        }
      }
    }
  })
  md.renderer.rules.link_open = render
}

export default defineConfig({
  title: 'asyncio4j',
  description: "Python's asyncio for Java",
  lang: 'en',
  base: process.env.SITE_BASE ?? '/asyncio4j/',
  srcExclude: ['releasing.md'],
  cleanUrls: false,
  markdown: {
    config: linksOutOfTheSite,
    languageAlias: { 'java-draft': 'java' },
    theme: { light: 'github-light', dark: 'github-dark' }
  },
  // The API documentation is laid beside the pages after they were built.
  ignoreDeadLinks: [/^\/?api\//],
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    notFound: {
      title: 'There is no such page',
      quote: 'It may have got another name. The search above finds what the guide has.',
      linkText: 'To the first page',
      linkLabel: 'to the first page'
    },
    nav: [
      { text: 'Guide', link: '/guide/' },
      { text: 'From Python', link: '/guide/porting' },
      { text: 'API', link: '/guide/api' }
    ],
    sidebar: [
      { text: 'Guide', items: items('guide/index.md', 'guide/coroutines-and-tasks.md', 'guide/cancellation.md',
        'guide/groups.md', 'guide/sync.md', 'guide/generators.md', 'guide/threads.md', 'io.md', 'offload.md') },
      { text: 'Around it', items: items('guide/testing.md', 'testing.md', 'debugging.md', 'metrics.md', 'errors.md',
        'guide/beside-java.md') },
      { text: 'From Python', items: items('guide/porting.md', 'guide/port-command.md', 'divergences.md') },
      { text: 'Inside', items: items('performance.md', 'guide/how-it-works.md', 'guide/api.md') },
      { text: 'Decisions', collapsed: true, items: items(...readdirSync(resolve(docs, 'adr')).sort().map(name => 'adr/' + name)) }
    ],
    socialLinks: [{ icon: 'github', link: repository }],
    footer: { message: 'Apache License 2.0' }
  }
})
