CREATE TABLE "runner_orders" (
	"order" text PRIMARY KEY NOT NULL,
	"runner" text NOT NULL,
	"incident_id" text NOT NULL,
	"action_id" text NOT NULL,
	"job_key" text NOT NULL,
	"stage" text NOT NULL,
	"step" text NOT NULL,
	"state" text DEFAULT 'given' NOT NULL,
	"detail" text DEFAULT '' NOT NULL,
	"until" timestamp (3) with time zone,
	"heard" text[] DEFAULT '{}' NOT NULL,
	"given_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
