'use client'
import type { ReactNode } from 'react'
import ReactMarkdown from 'react-markdown'
import remarkGfm from 'remark-gfm'

/** A heading that looks like one, but leaves the outline of the page alone. */
const Title = ({ children }: { readonly children?: ReactNode }) => <p className="prose-title">{children}</p>
const AS_TITLES = { h1: Title, h2: Title, h3: Title, h4: Title, h5: Title, h6: Title }

/** A link leads out of the page and leaves it open; one that leads nowhere safe is text. */
function Link({ href = '', children }: { readonly href?: string; readonly children?: ReactNode }) {
  if (!/^(https?:|mailto:)/i.test(href)) return <span>{children}</span>
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {children}
    </a>
  )
}
const PLAIN = { a: Link }
const ASIDE = { ...AS_TITLES, a: Link }

interface MarkdownProps {
  readonly text: string
  /** True for a text that stands aside from the page's own outline, such as a note on the canvas. */
  readonly isAside?: boolean
}

/** Markdown as text with structure: no HTML passes through, no image is fetched. Loaded only where it is shown. */
export default function Markdown({ text, isAside = false }: MarkdownProps) {
  return (
    <div className="prose-help">
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        disallowedElements={['img']}
        skipHtml
        components={isAside ? ASIDE : PLAIN}
      >
        {text}
      </ReactMarkdown>
    </div>
  )
}
