CREATE TABLE "heard_requests" (
	"incident_id" text NOT NULL,
	"request" text NOT NULL,
	"first_seq" integer NOT NULL,
	"last_seq" integer NOT NULL,
	"heard_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "heard_requests_incident_id_request_pk" PRIMARY KEY("incident_id","request")
);
--> statement-breakpoint
ALTER TABLE "surface_receipts" ADD COLUMN "what" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "surface_receipts" ADD COLUMN "free_at" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "surface_receipts" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "surface_receipts" ADD COLUMN "problem" text;--> statement-breakpoint
ALTER TABLE "surface_receipts" ADD COLUMN "dead_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "heard_requests_heard_at" ON "heard_requests" USING btree ("heard_at");