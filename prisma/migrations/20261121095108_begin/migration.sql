-- CreateTable
CREATE TABLE "Topology" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "draft" TEXT NOT NULL,
    "draftRevision" INTEGER NOT NULL DEFAULT 1,
    "draftBy" TEXT NOT NULL,
    "draftAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "tags" TEXT NOT NULL DEFAULT '[]',
    "parentId" TEXT,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "Topology_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "Topology" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Revision" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "topologyId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "drawing" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "Revision_topologyId_fkey" FOREIGN KEY ("topologyId") REFERENCES "Topology" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Share" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "tokenHash" TEXT NOT NULL,
    "topologyId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "drawing" TEXT NOT NULL,
    "runId" TEXT,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" DATETIME,
    "revokedAt" DATETIME,
    CONSTRAINT "Share_topologyId_fkey" FOREIGN KEY ("topologyId") REFERENCES "Topology" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Share_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Deployment" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "topologyId" TEXT,
    "mode" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    "info" TEXT NOT NULL,
    "drawing" TEXT NOT NULL,
    "projected" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "Deployment_topologyId_fkey" FOREIGN KEY ("topologyId") REFERENCES "Topology" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Run" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "topologyId" TEXT,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "endedAt" DATETIME NOT NULL,
    "error" TEXT,
    "totalReturn" REAL,
    "sharpe" REAL,
    "maxDrawdown" REAL,
    "finalEquity" REAL,
    "trades" INTEGER,
    "report" TEXT,
    CONSTRAINT "Run_topologyId_fkey" FOREIGN KEY ("topologyId") REFERENCES "Topology" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Order" (
    "deploymentId" TEXT NOT NULL,
    "orderId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "ts" TEXT NOT NULL,
    "node" TEXT NOT NULL,
    "gateway" TEXT,
    "instrument" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "quantity" REAL NOT NULL,
    "filled" REAL NOT NULL,
    "type" TEXT NOT NULL,
    "limitPrice" REAL,
    "state" TEXT NOT NULL,
    "reason" TEXT,

    PRIMARY KEY ("deploymentId", "orderId")
);

-- CreateTable
CREATE TABLE "Fill" (
    "deploymentId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "ts" TEXT NOT NULL,
    "orderId" TEXT NOT NULL,
    "node" TEXT NOT NULL,
    "instrument" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "quantity" REAL NOT NULL,
    "price" REAL NOT NULL,
    "fee" REAL NOT NULL,
    "liquidity" TEXT NOT NULL,
    "cause" TEXT NOT NULL,

    PRIMARY KEY ("deploymentId", "seq")
);

-- CreateTable
CREATE TABLE "Equity" (
    "deploymentId" TEXT NOT NULL,
    "ts" TEXT NOT NULL,
    "equity" REAL NOT NULL,
    "cash" REAL NOT NULL,
    "realized" REAL NOT NULL,
    "unrealized" REAL NOT NULL,
    "drawdown" REAL NOT NULL,

    PRIMARY KEY ("deploymentId", "ts")
);

-- CreateTable
CREATE TABLE "Session" (
    "tokenHash" TEXT NOT NULL PRIMARY KEY,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" DATETIME NOT NULL,
    "agent" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "Audit" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "target" TEXT,
    "detail" TEXT NOT NULL DEFAULT '{}'
);

-- CreateIndex
CREATE INDEX "Topology_updatedAt_idx" ON "Topology"("updatedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Revision_topologyId_number_key" ON "Revision"("topologyId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "Revision_topologyId_hash_key" ON "Revision"("topologyId", "hash");

-- CreateIndex
CREATE UNIQUE INDEX "Share_tokenHash_key" ON "Share"("tokenHash");

-- CreateIndex
CREATE INDEX "Share_topologyId_idx" ON "Share"("topologyId");

-- CreateIndex
CREATE INDEX "Deployment_topologyId_startedAt_idx" ON "Deployment"("topologyId", "startedAt");

-- CreateIndex
CREATE INDEX "Deployment_state_idx" ON "Deployment"("state");

-- CreateIndex
CREATE INDEX "Run_topologyId_endedAt_idx" ON "Run"("topologyId", "endedAt");

-- CreateIndex
CREATE INDEX "Run_endedAt_idx" ON "Run"("endedAt");

-- CreateIndex
CREATE INDEX "Order_deploymentId_seq_idx" ON "Order"("deploymentId", "seq");

-- CreateIndex
CREATE INDEX "Audit_at_idx" ON "Audit"("at");
