using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs;

namespace Tracking.Portal.Api;

/// <summary>The API of shops, <c>/api/v1</c>, and its description.</summary>
public static class ApiSetup
{
    private const int MostBytes = 1 << 20;
    private const int MostChanges = 1000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false, MaxDepth = 16 };

    private static readonly JsonSerializerOptions Answers = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddSingleton<ApiGate>();
        services.AddSingleton<OrderReading>();
        services.AddOpenApi(options =>
        {
            options.ShouldInclude = described => described.RelativePath?.StartsWith("api/", StringComparison.Ordinal) is true;
            // Parts of requests and of answers share their names.
            options.CreateSchemaReferenceId = type => OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } id ? type.Type.DeclaringType?.Name + id : null;
            options.AddDocumentTransformer(Describe);
        });
        return services;
    }

    public static WebApplication MapApi(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").AllowAnonymous().DisableAntiforgery().WithTags("v1");
        api.AddEndpointFilter((invocation, next) => invocation.HttpContext.RequestServices.GetRequiredService<ApiGate>().InvokeAsync(invocation, next));
        api.MapPost("/orders", RegisterAsync).WithSummary("Registers an order, or adds to it: the same by channel and number.")
            .WithMetadata(new RequestSizeLimitAttribute(MostBytes)).Accepts<OrderRequest>("application/json")
            .Produces<OrderAnswer>().Produces<OrderAnswer>(201).ProducesProblem(400).ProducesProblem(401).ProducesProblem(413).ProducesProblem(415).ProducesValidationProblem(422).ProducesProblem(429);
        // The description of the body makes another media type another route.
        api.MapPost("/orders", NotJson).ExcludeFromDescription();
        api.MapGet("/orders/{id}", FindOrderAsync).WithSummary("An order of your shop.").Produces<OrderAnswer>().ProducesProblem(401).ProducesProblem(404);
        api.MapGet("/parcels/{id}", FindParcelAsync).WithSummary("A parcel of your shop, with all its lines and their sources.").Produces<ParcelAnswer>().ProducesProblem(401).ProducesProblem(404);
        api.MapGet("/parcels", ListParcelsAsync).WithSummary("The parcels of your shop with this tracking number.").Produces<ParcelsAnswer>().ProducesProblem(400).ProducesProblem(401);
        api.MapGet("/changes", ListChangesAsync).WithSummary("What changed after a cursor, oldest first; begin with 0.").Produces<ChangesAnswer>().ProducesProblem(400).ProducesProblem(401);
        api.MapGet("/shop", (HttpContext context) => Results.Json(ShopAnswer.Of(ApiGate.ShopOf(context)), Answers)).WithSummary("Your shop as its buyers see it.").Produces<ShopAnswer>().ProducesProblem(401);
        api.MapPut("/shop", DressAsync).WithSummary("Gives your shop its support link, its colour, and the sites on which its bar may be shown.")
            .Accepts<ShopAnswer>("application/json").Produces<ShopAnswer>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(415).ProducesValidationProblem(422);
        api.MapPut("/shop", NotJson).ExcludeFromDescription();
        api.MapPut("/shop/logo", ShowAsync).WithSummary("Gives your shop the logo that its buyers' pages show: a PNG, JPEG or WebP of at most 24 kB.")
            .WithMetadata(new RequestSizeLimitAttribute(Logo.MostBytes)).Accepts<byte[]>("image/png", "image/jpeg", "image/webp").Produces<ShopAnswer>().ProducesProblem(401).ProducesProblem(413).ProducesProblem(422);
        api.MapPut("/shop/logo", NoPicture).ExcludeFromDescription();
        api.MapDelete("/shop/logo", async (HttpContext context, ShopStore shops) => Results.Json(ShopAnswer.Of(await shops.ShowAsync(ApiGate.ShopOf(context).Id, null, context.RequestAborted)), Answers))
            .WithSummary("Takes the logo off your shop's pages.").Produces<ShopAnswer>().ProducesProblem(401);
        api.MapNotices();
        api.MapPost("/erasures", EraseAsync).WithSummary("Forgets the buyer with this e-mail address in all orders of your shop; their links end.")
            .Accepts<ErasureRequest>("application/json").Produces<Erased>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(415).ProducesProblem(422).ProducesProblem(429);
        api.MapPost("/erasures", NotJson).ExcludeFromDescription();
        api.Map("/{**rest}", () => Problem.Of(404, "Not found", "No such address; see /docs.")).ExcludeFromDescription();
        app.MapOpenApi().AllowAnonymous();
        app.MapDocs();
        return app;
    }

    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info.Title = "Parcel tracking";
        document.Info.Description = "Orders go in, what carriers say of their parcels comes out. Every request brings a key of one shop.";
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes["key"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key of your shop, ptk_…" };
        document.Security = [new() { [new OpenApiSecuritySchemeReference("key", document)] = [] }];
        return Task.CompletedTask;
    }

    private static async Task<IResult> RegisterAsync(HttpContext context, OrderReading reading, ShopStore shops, OrderStore orders, CarrierPages carriers, NoticeStore notices, PublicAddress address)
    {
        OrderRequest? request;
        try
        {
            if (!context.Request.HasJsonContentType())
                return NotJson();
            request = await context.Request.ReadFromJsonAsync<OrderRequest>(Json, context.RequestAborted);
        }
        catch (JsonException error)
        {
            return error.Path is ['$', '.', .. { Length: > 0 } field] && error.Message.StartsWith("The JSON value could not", StringComparison.Ordinal)
                ? Problem.Of([new(field, "Not of the form this field has; see /docs.")])
                : Problem.Of(400, "Not JSON", $"The body cannot be read as JSON, line {(error.LineNumber ?? 0) + 1}.");
        }
        catch (BadHttpRequestException error)
        {
            return error.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? Problem.Of(413, "Too large", "An order has at most 1 MiB.")
                : Problem.Of(400, "Not readable", "The body ended early.");
        }
        if (request is null)
            return Problem.Of(400, "Not an order", "The body is null.");
        var shop = ApiGate.ShopOf(context);
        var detects = request.Parcels?.Any(parcel => string.IsNullOrWhiteSpace(parcel?.Carrier)) is true;
        var (draft, problems) = reading.Read(request, detects ? await shops.ListCarriersAsync(shop.Id, context.RequestAborted) : []);
        var wrong = problems.ToList();
        var kinds = request.Notices is { } asked ? NoticesAnswer.KindsOf(asked, "notices", wrong) : null;
        if (draft is null || wrong.Count > 0)
            return Problem.Of(wrong);
        var registered = await orders.RegisterAsync(shop, draft, context.RequestAborted);
        if (kinds is not null)
            await notices.SubscribeAsync(registered.Order, kinds, registered.Order.Locale ?? "en", false, context.RequestAborted);
        var answer = OrderAnswer.Of(registered.Order, carriers, address);
        if (registered.IsNew)
            context.Response.Headers.Location = "/api/v1/orders/" + answer.Id;
        return Results.Json(answer, Answers, statusCode: registered.IsNew ? 201 : 200);
    }

    private static IResult NotJson() => Problem.Of(415, "Not JSON", "Send application/json.");

    private static async Task<IResult> FindOrderAsync(string id, HttpContext context, OrderStore orders, CarrierPages carriers, PublicAddress address) =>
        IdOf(id) is { } number && await orders.FindAsync(ApiGate.ShopOf(context), number, context.RequestAborted) is { } order
            ? Results.Json(OrderAnswer.Of(order, carriers, address), Answers)
            : Problem.NotFound("order");

    private static async Task<IResult> FindParcelAsync(string id, HttpContext context, OrderStore orders, ParcelStore parcels, OverrideStore overrides, WhyStore whys) =>
        IdOf(id) is { } number && await orders.OwnsParcelAsync(ApiGate.ShopOf(context), number, context.RequestAborted)
            && await parcels.FindAsync(number, context.RequestAborted) is { } view
            ? Results.Json(ParcelAnswer.Of(view, await overrides.ListAsync(number, context.RequestAborted), (await whys.ExplainAsync([view], context.RequestAborted))[number]), Answers)
            : Problem.NotFound("parcel");

    private static async Task<IResult> ListParcelsAsync(string? trackingNumber, HttpContext context, OrderStore orders, ParcelStore parcels, OverrideStore overrides, WhyStore whys)
    {
        if (TrackingNumber.Find(trackingNumber) is not { } number)
            return Problem.Of(400, "No tracking number", "Ask with ?trackingNumber=, 4 to 64 letters and digits.");
        var ids = await orders.ListParcelsAsync(ApiGate.ShopOf(context), number, context.RequestAborted);
        var views = await parcels.ListAsync(ids, context.RequestAborted);
        var corrected = await overrides.ListAsync(ids, context.RequestAborted);
        var why = await whys.ExplainAsync(views, context.RequestAborted);
        return Results.Json(new ParcelsAnswer([.. views.OrderByDescending(view => view.Parcel.Id).Select(view => ParcelAnswer.Of(view, corrected, why[view.Parcel.Id]))]), Answers);
    }

    private static async Task<IResult> ListChangesAsync(string? after, HttpContext context, OrderStore orders)
    {
        if (ChangeCursor.Find(after) is not { } cursor)
            return Problem.Of(400, "No such cursor", "Ask with ?after= and the next of your last answer, or 0.");
        return Results.Json(ChangesAnswer.Of(await orders.ListChangesAsync(ApiGate.ShopOf(context), cursor, MostChanges, context.RequestAborted), cursor), Answers);
    }

    private static async Task<IResult> EraseAsync(HttpContext context, ErasureStore erasures, MailFolder mails, TimeProvider clock)
    {
        if (!context.Request.HasJsonContentType())
            return NotJson();
        ErasureRequest? request;
        try
        {
            request = await context.Request.ReadFromJsonAsync<ErasureRequest>(Json, context.RequestAborted);
        }
        catch (Exception error) when (error is JsonException or BadHttpRequestException)
        {
            return Problem.Of(400, "Not JSON", "The body cannot be read as JSON.");
        }
        if (request?.Email is not { } email || !email.Contains('@', StringComparison.Ordinal))
            return Problem.Of(422, "No e-mail address", "Name the buyer as {\"email\": \"buyer@example.com\"}.");
        var erased = await erasures.EraseAsync(email, ApiGate.ShopOf(context), "api", context.RequestAborted);
        await mails.PruneAsync(clock, context.RequestAborted);
        return Results.Json(erased, Answers);
    }

    private static async Task<IResult> DressAsync(HttpContext context, ShopStore shops)
    {
        if (!context.Request.HasJsonContentType())
            return NotJson();
        ShopAnswer? request;
        try
        {
            request = await context.Request.ReadFromJsonAsync<ShopAnswer>(Json, context.RequestAborted);
        }
        catch (Exception error) when (error is JsonException or BadHttpRequestException)
        {
            return Problem.Of(400, "Not JSON", "The body cannot be read as JSON.");
        }
        var brand = request?.Brand ?? new Brand();
        var problems = brand.Problems().Select(problem => problem with { Field = "brand." + problem.Field }).ToList();
        if (request?.SupportUrl is { } support && !(Uri.TryCreate(support, UriKind.Absolute, out var link) && link.Scheme is "https" or "http" or "mailto"))
            problems.Add(new("supportUrl", "An address that begins with https://, http:// or mailto:."));
        return problems.Count > 0 ? Problem.Of(problems) : Results.Json(ShopAnswer.Of(await shops.DressAsync(ApiGate.ShopOf(context).Id, request?.SupportUrl, brand, context.RequestAborted)), Answers);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, ShopStore shops)
    {
        using var image = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(image, context.RequestAborted);
        }
        catch (BadHttpRequestException large) when (large.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Problem.Of(413, "Too large", $"A logo has at most {Logo.MostBytes >> 10} kB.");
        }
        return Logo.Find(image.ToArray()) is { } logo ? Results.Json(ShopAnswer.Of(await shops.ShowAsync(ApiGate.ShopOf(context).Id, logo, context.RequestAborted)), Answers) : NoPicture();
    }

    private static IResult NoPicture() => Problem.Of(422, "No picture", "Send a PNG, JPEG or WebP as the body, with its media type as Content-Type.");

    private static long? IdOf(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
