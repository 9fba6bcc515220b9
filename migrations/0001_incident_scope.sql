DROP INDEX "findings_entities";--> statement-breakpoint
DROP INDEX "findings_incident";--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "last_alert_id" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "scope" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "touched_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "incidents_open" ON "incidents" USING btree ("number") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "findings_incident" ON "findings" USING btree ("incident_id","last_seen_at");