-- AlterTable
ALTER TABLE "Order" ADD COLUMN "stopPrice" REAL;
