CREATE TABLE "surface_accounts" (
	"platform" text NOT NULL,
	"account" text NOT NULL,
	"person_id" text NOT NULL,
	"name" text NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "surface_accounts_platform_account_pk" PRIMARY KEY("platform","account")
);
--> statement-breakpoint
CREATE TABLE "surface_conversations" (
	"platform" text NOT NULL,
	"incident_id" text NOT NULL,
	"severity" integer NOT NULL,
	"spec" jsonb NOT NULL,
	"conversation" text,
	"name" text,
	"link" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"free_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"wanted_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "surface_conversations_platform_incident_id_pk" PRIMARY KEY("platform","incident_id")
);
--> statement-breakpoint
CREATE TABLE "surface_placements" (
	"platform" text NOT NULL,
	"incident_id" text NOT NULL,
	"key" text NOT NULL,
	"position" bigserial NOT NULL,
	"item" jsonb NOT NULL,
	"version" integer NOT NULL,
	"urgency" text NOT NULL,
	"wanted_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"shown_version" integer DEFAULT 0 NOT NULL,
	"messages" text[] DEFAULT '{}' NOT NULL,
	"shown" text,
	"begun_at" timestamp (3) with time zone,
	"problem" text,
	CONSTRAINT "surface_placements_platform_incident_id_key_pk" PRIMARY KEY("platform","incident_id","key")
);
--> statement-breakpoint
CREATE TABLE "surface_receipts" (
	"platform" text NOT NULL,
	"id" text NOT NULL,
	"body" jsonb NOT NULL,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"done_at" timestamp (3) with time zone,
	CONSTRAINT "surface_receipts_platform_id_pk" PRIMARY KEY("platform","id")
);
--> statement-breakpoint
CREATE INDEX "surface_accounts_person" ON "surface_accounts" USING btree ("platform","person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "surface_conversations_place" ON "surface_conversations" USING btree ("platform","conversation");--> statement-breakpoint
CREATE INDEX "surface_placements_waiting" ON "surface_placements" USING btree ("platform","incident_id") WHERE shown_version < version;--> statement-breakpoint
CREATE INDEX "surface_receipts_open" ON "surface_receipts" USING btree ("received_at") WHERE done_at is null;