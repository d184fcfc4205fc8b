using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;

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

    private static async Task<IResult> RegisterAsync(HttpContext context, OrderReading reading, OrderStore orders, PublicAddress address)
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
        var (draft, problems) = reading.Read(request);
        if (draft is null)
            return Problem.Of(problems);
        var registered = await orders.RegisterAsync(ApiGate.ShopOf(context), draft, context.RequestAborted);
        var answer = OrderAnswer.Of(registered.Order, address);
        if (registered.IsNew)
            context.Response.Headers.Location = "/api/v1/orders/" + answer.Id;
        return Results.Json(answer, Answers, statusCode: registered.IsNew ? 201 : 200);
    }

    private static IResult NotJson() => Problem.Of(415, "Not JSON", "Send application/json.");

    private static async Task<IResult> FindOrderAsync(string id, HttpContext context, OrderStore orders, PublicAddress address) =>
        IdOf(id) is { } number && await orders.FindAsync(ApiGate.ShopOf(context), number, context.RequestAborted) is { } order
            ? Results.Json(OrderAnswer.Of(order, address), Answers)
            : Problem.NotFound("order");

    private static async Task<IResult> FindParcelAsync(string id, HttpContext context, OrderStore orders, ParcelStore parcels) =>
        IdOf(id) is { } number && await orders.OwnsParcelAsync(ApiGate.ShopOf(context), number, context.RequestAborted)
            && await parcels.FindAsync(number, context.RequestAborted) is { } view
            ? Results.Json(ParcelAnswer.Of(view), Answers)
            : Problem.NotFound("parcel");

    private static async Task<IResult> ListParcelsAsync(string? trackingNumber, HttpContext context, OrderStore orders, ParcelStore parcels)
    {
        if (TrackingNumber.Find(trackingNumber) is not { } number)
            return Problem.Of(400, "No tracking number", "Ask with ?trackingNumber=, 4 to 64 letters and digits.");
        var ids = await orders.ListParcelsAsync(ApiGate.ShopOf(context), number, context.RequestAborted);
        var views = await parcels.ListAsync(ids, context.RequestAborted);
        return Results.Json(new ParcelsAnswer([.. views.OrderByDescending(view => view.Parcel.Id).Select(ParcelAnswer.Of)]), Answers);
    }

    private static async Task<IResult> ListChangesAsync(string? after, HttpContext context, OrderStore orders)
    {
        if (ChangeCursor.Find(after) is not { } cursor)
            return Problem.Of(400, "No such cursor", "Ask with ?after= and the next of your last answer, or 0.");
        return Results.Json(ChangesAnswer.Of(await orders.ListChangesAsync(ApiGate.ShopOf(context), cursor, MostChanges, context.RequestAborted), cursor), Answers);
    }

    private static long? IdOf(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
