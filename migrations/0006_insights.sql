CREATE TABLE "incident_insights" (
	"incident_id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"measures" jsonb NOT NULL,
	"entities" text[] NOT NULL,
	"techniques" text[] NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"search" "tsvector" GENERATED ALWAYS AS (setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', body), 'B')) STORED NOT NULL
);
--> statement-breakpoint
ALTER TABLE "incident_insights" ADD CONSTRAINT "incident_insights_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "incident_insights_entities" ON "incident_insights" USING gin ("entities");--> statement-breakpoint
CREATE INDEX "incident_insights_techniques" ON "incident_insights" USING gin ("techniques");--> statement-breakpoint
CREATE INDEX "incident_insights_search" ON "incident_insights" USING gin ("search");