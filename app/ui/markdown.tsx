'use client'
import type { ReactNode } from 'react'
import ReactMarkdown from 'react-markdown'
import remarkGfm from 'remark-gfm'

/** A heading that looks like one, but leaves the outline of the page alone. */
const Title = ({ children }: { readonly children?: ReactNode }) => <p className="prose-title">{children}</p>
const AS_TITLES = { h1: Title, h2: Title, h3: Title, h4: Title, h5: Title, h6: Title }

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
        components={isAside ? AS_TITLES : {}}
      >
        {text}
      </ReactMarkdown>
    </div>
  )
}
