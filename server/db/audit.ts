/** Who changed what, and when. */
import type { PrismaClient } from './client'

export class AuditLog {
  constructor(private readonly prisma: PrismaClient) {}

  async note(
    actor: string,
    action: string,
    target: string | null,
    detail: Record<string, unknown> = {},
  ): Promise<void> {
    await this.prisma.audit.create({ data: { actor, action, target, detail: JSON.stringify(detail) } })
  }

  /** Which of these marks are those of saves of a topology that were taken in. */
  async savedMarks(topologyId: string, marks: readonly string[]): Promise<string[]> {
    const saved = await Promise.all(
      marks.map((mark) =>
        this.prisma.audit.findFirst({
          where: {
            target: topologyId,
            action: 'topologies.save',
            detail: { contains: `"mark":${JSON.stringify(mark)}` },
          },
          select: { id: true },
        }),
      ),
    )
    return marks.filter((_, index) => saved[index] !== null)
  }

  /** The newest first. */
  async list(take: number) {
    return this.prisma.audit.findMany({ orderBy: { id: 'desc' }, take })
  }
}
