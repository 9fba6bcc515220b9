ALTER TABLE "incidents" ADD COLUMN "rule" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "storm" boolean DEFAULT false NOT NULL;